"""The recipes that made the files in `weights/`; they need torch, transformers and onnx, the product does not."""
