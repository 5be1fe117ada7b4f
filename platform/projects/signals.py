"""What this room tells rooms above it, inside the transaction."""

from blinker import signal

project_completed = signal("project_completed")  # sender: the Project whose last task was completed
