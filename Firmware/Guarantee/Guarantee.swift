// Guarantee: see Specs/Architecture.md
