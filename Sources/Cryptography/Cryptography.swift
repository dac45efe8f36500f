// Cryptography: see Specs/Architecture.md
