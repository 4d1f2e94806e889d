"""The reserve: projects and new enterprises that may soon need power, known before they ask."""
