"""What proves it, written down: findings, texts, certificates, and their check."""
