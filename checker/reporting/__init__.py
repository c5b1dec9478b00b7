"""Output for users: runs of `nac check`, reports, drawings, advice, replay."""
