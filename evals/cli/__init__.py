"""The command line of the scale: what was typed comes in, files and exit codes go out; nothing is decided here."""
