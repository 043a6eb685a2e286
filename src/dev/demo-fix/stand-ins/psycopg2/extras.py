RealDictCursor = None
