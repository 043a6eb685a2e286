class AppExtensionBase:
    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.init()

    @classmethod
    def init(cls):
        pass


class FuncExtensionBase:
    def __init__(self, file_path):
        self.file_path = file_path
