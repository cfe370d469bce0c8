"""Servers on Python's asyncio: see EchoServer.java. On uvloop with the argument --uvloop at the end.

asyncio_echo.py MODE [FOLDER] [--uvloop]
"""

import asyncio
import gc
import os
import resource
import ssl
import sys

HOST = "127.0.0.1"
CHUNK = 64 * 1024
BACKLOG = 1024
HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!"


async def echo(reader, writer):
    try:
        while data := await reader.read(CHUNK):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def hello(reader, writer):
    try:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HELLO)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data)


def listen_to_input():
    for line in sys.stdin:
        if line.strip() == "collect":
            gc.collect()
            print("collected", flush=True)


async def main(mode, folder=None):
    if mode == "streams":
        server = await asyncio.start_server(echo, HOST, 0, backlog=BACKLOG)
    elif mode == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/cert.pem", folder + "/key.pem")
        server = await asyncio.start_server(echo, HOST, 0, backlog=BACKLOG, ssl=context)
    elif mode == "http":
        server = await asyncio.start_server(hello, HOST, 0, backlog=BACKLOG)
    elif mode == "protocols":
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Echo, HOST, 0, backlog=BACKLOG)
    else:
        sys.exit(f"unknown mode {mode!r}")
    print(server.sockets[0].getsockname()[1])
    print("ready", flush=True)
    await asyncio.to_thread(listen_to_input)
    os._exit(0)  # the clients are gone, and nobody waits for what they have left


limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
arguments = sys.argv[1:]
if arguments[-1] == "--uvloop":
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(*arguments[:-1]))
else:
    asyncio.run(main(*arguments))
