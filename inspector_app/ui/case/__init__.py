"""One case on one screen: reasons and declaration, scan, highlights and findings."""
