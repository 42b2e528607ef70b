"""What is known of issuers, which are distrusted, and how long they may promise.

The entries themselves are data and come as arguments.
"""
