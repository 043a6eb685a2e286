/**
 * Run by the app's Python: loads the old app as the v1 worker does (package `__app__`) and the new one as the v2 worker
 * does, each in a process of its own, and prints what it found as one line of JSON.
 */
export const IMPORT_APP = String.raw`
import importlib, importlib.machinery, importlib.util, json, os, pathlib, subprocess, sys, traceback


def describe(error):
    return "".join(traceback.format_exception_only(type(error), error)).strip().replace("\n", " ")


def load_old(root, functions):
    sys.path.append(root)
    os.chdir(root)
    spec = importlib.machinery.ModuleSpec("__app__", None)
    spec.submodule_search_locations = [root]
    sys.modules["__app__"] = importlib.util.module_from_spec(spec)
    failed = {}
    for fn in functions:
        parts = list(pathlib.PurePath(fn["script"]).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        try:
            module = importlib.import_module(".".join(["__app__"] + parts))
            if not callable(getattr(module, fn["entryPoint"], None)):
                raise RuntimeError("no callable " + fn["entryPoint"])
        except BaseException as error:
            failed[fn["name"]] = describe(error)
    return {"failed": failed}


def foreign_modules(root, names):
    found = {}
    for name in names:
        module = sys.modules.get(name)
        try:
            file = module.__file__ if module is not None else importlib.util.find_spec(name).origin
        except Exception:
            continue
        if file and not os.path.abspath(file).startswith(root + os.sep):
            found[name] = file
    return found


def load_new(root, modules):
    sys.path.append(root)
    os.chdir(root)
    try:
        import azure.functions as library
        from azure.functions import FunctionRegister
    except BaseException as error:
        return {"missing": describe(error)}
    try:
        module = importlib.import_module("function_app")
        apps = {id(value): value for value in vars(module).values() if isinstance(value, FunctionRegister)}
        names = [name for name in vars(module) if isinstance(getattr(module, name), FunctionRegister)]
        if len(names) != 1:
            raise ValueError("function_app.py holds %d function apps" % len(names))
        functions = []
        for fn in list(apps.values())[0].get_functions():
            retry = fn.get_settings_dict("retry_policy") or None
            functions.append({
                "name": fn.get_function_name(),
                "bindings": [json.loads(raw) for raw in fn.get_raw_bindings()],
                "retry": None if retry is None else {k: v for k, v in retry.items() if k != "setting_name"},
            })
        return {"functions": functions, "foreign": foreign_modules(root, modules), "version": getattr(library, "__version__", "")}
    except BaseException as error:
        return {"error": {"text": describe(error)}}


def read_plan():
    with open(sys.argv[3], encoding="utf-8") as file:
        return json.load(file)


def child(*arguments):
    run = subprocess.run([sys.executable, __file__, *arguments], stdout=subprocess.PIPE)
    lines = [line for line in run.stdout.decode("utf-8", "replace").splitlines() if line.startswith("funcfix:")]
    return json.loads(lines[-1][8:]) if lines else {"error": {"text": "the interpreter ended with %d" % run.returncode}, "failed": {}}


if __name__ == "__main__":
    if sys.argv[1] == "--old":
        print("\nfuncfix:" + json.dumps(load_old(sys.argv[2], read_plan()["functions"])))
    elif sys.argv[1] == "--new":
        print("\nfuncfix:" + json.dumps(load_new(sys.argv[2], read_plan()["modules"])))
    else:
        new = child("--new", sys.argv[2], sys.argv[3])
        old = child("--old", sys.argv[1], sys.argv[3])
        versions = {"python": "%d.%d.%d" % sys.version_info[:3]}
        if new.get("version"):
            versions["azure-functions"] = new["version"]
        answer = {"versions": versions, "before": old.get("failed", {})}
        for key in ("missing", "error", "functions", "foreign"):
            if key in new:
                answer[key] = new[key]
        print(json.dumps(answer))
`;
