"""Rendered people come in; small ONNX classifiers on MediaPipe's feature maps go out."""
