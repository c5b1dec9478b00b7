"""What a user sees: runs of `nac check`, reports, drawings, advice, replay."""
