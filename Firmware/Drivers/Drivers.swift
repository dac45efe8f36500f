// Drivers: see Specs/Architecture.md
