"""What a person or an administrator can change, and where files live."""
