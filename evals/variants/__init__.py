"""What can be put on the scale, a file each: `Variant.predict(question, today) -> Prediction`.

Built by `evals.variants.file` from a name or a YAML file, so that any settings, model or outside system can be weighed.
"""
