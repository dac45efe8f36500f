// ChipABI: see Specs/Architecture.md
