"""What the frames are suspected of comes in; findings and the verdict go out."""
