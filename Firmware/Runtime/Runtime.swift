// Runtime: see Specs/Architecture.md
