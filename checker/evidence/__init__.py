"""The evidence, written down: findings, texts, certificates, and their check."""
