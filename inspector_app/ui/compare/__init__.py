"""The compare page: the scan on screen beside, under or against others from the post's library."""
