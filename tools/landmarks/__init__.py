"""Pictures come in, landmarks and feature maps go out; the only room that imports MediaPipe."""
