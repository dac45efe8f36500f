// Attestation: see Specs/Architecture.md
