"""What the person saw against what we see: whose fault it is, an oversight or somebody between.

An oversight travels with the site, so both see it. An interception travels with the way, so the
two views differ. What a person pastes can explain or raise concern; it never clears a site.
"""
