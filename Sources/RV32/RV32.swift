// RV32: see Specs/Architecture.md
