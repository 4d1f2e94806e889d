"""The construction-project approval platform: packages go out, the authorities' words come back."""
