// Quorum: see Specs/Architecture.md
