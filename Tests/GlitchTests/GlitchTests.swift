import Glitch
import Testing
