"""What a person's message asks and reports. Pure: text in, values out."""
