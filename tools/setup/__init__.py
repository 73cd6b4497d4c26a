"""What this installation needs: models, libraries, and the doctor who says what is missing."""
