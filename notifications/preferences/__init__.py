"""What a person wants on the phone, topic by topic. The inbox keeps everything."""
