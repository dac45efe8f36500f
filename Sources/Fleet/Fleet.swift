// Fleet: see Specs/Architecture.md
