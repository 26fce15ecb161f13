"""A simulated district: seeded cases, planted faults and stories, told over real HTTP for demo and tests."""
