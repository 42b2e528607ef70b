"""The application: what is done with a question, whichever place it comes from."""
