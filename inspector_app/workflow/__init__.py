"""What people do, one act per module. `ports` says what the acts need from outside."""
