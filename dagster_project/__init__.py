"""khuyencong: published reports on industrial promotion in Vietnam, made into a warehouse."""
