/**
 * A stand-in for the Python worker: the same scheduling, none of the rest. It needs python3 and its standard library.
 * Each rule names the place in azure-functions-python-worker (`azure_functions_worker/dispatcher.py`) that does the same.
 */
export const pythonWorker = String.raw`
import asyncio, json, os, queue, socket, sys, threading, time
from concurrent.futures import ThreadPoolExecutor

config = json.loads(sys.argv[1])
connection = socket.create_connection(("127.0.0.1", config["port"]))
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
answers = queue.SimpleQueue()


def work(segment):
    if segment["kind"] == "io":
        time.sleep(segment["seconds"])
        return
    # A fixed amount of computing, however long others keep this thread from it.
    end = time.thread_time() + segment["seconds"]
    while time.thread_time() < end:
        sum(range(200))


def call_sync(segments):
    for segment in segments:
        work(segment)


async def call_async(segments):
    for segment in segments:
        if segment["on"] == "awaited":
            await asyncio.sleep(segment["seconds"])
        elif segment["on"] == "executor":
            await asyncio.to_thread(work, segment)
        else:
            work(segment)


async def invoke(request):
    handler = config["handlers"][request["handler"]]
    # _handle__invocation_request: an async function runs on the loop; any other is given to the worker's own pool
    # (self._sync_call_tp), which is not the default executor.
    if handler["lane"] == "loop":
        await call_async(handler["segments"])
    else:
        await asyncio.get_running_loop().run_in_executor(sync_pool, call_sync, handler["segments"])
    # _dispatch_grpc_request: the answer is put on a queue by the loop; a thread sends it.
    answers.put(request["id"])


def receive(loop):
    # __poll_grpc: a thread reads the stream and hands each message to the loop.
    for line in connection.makefile("r"):
        loop.call_soon_threadsafe(start, json.loads(line))


running = set()


def start(request):
    task = asyncio.get_running_loop().create_task(invoke(request))
    running.add(task)
    task.add_done_callback(running.discard)


def send():
    while True:
        connection.sendall(b"%d\n" % answers.get())


async def serve():
    loop = asyncio.get_running_loop()
    # The real worker leaves asyncio's default executor alone: min(32, cores + 4) threads.
    if config["executorThreads"] != min(32, (os.cpu_count() or 1) + 4):
        loop.set_default_executor(ThreadPoolExecutor(max_workers=config["executorThreads"]))
    threading.Thread(target=send, daemon=True).start()
    threading.Thread(target=receive, args=(loop,), daemon=True).start()
    answers.put(-1)
    await asyncio.Event().wait()


# _create_sync_call_tp: ThreadPoolExecutor(max_workers=PYTHON_THREADPOOL_THREAD_COUNT).
sync_pool = ThreadPoolExecutor(max_workers=config["threads"])
asyncio.run(serve())
`;
