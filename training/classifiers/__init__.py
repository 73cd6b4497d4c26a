"""Learning to read the models' feature maps: rendered people in, small ONNX networks for the product out."""
