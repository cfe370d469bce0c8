"""Python's asyncio as the other side of a test: peer.py ROLE ARGUMENTS...

A server prints its port, or its path, when it listens, and ends when its input does.
"""

import asyncio
import ssl
import sys

HOST = "127.0.0.1"


async def echo(reader, writer):
    """Sends back what it gets, up to the end of the other half."""
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def until_told():
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


async def serve(starting, name):
    async with await starting as server:
        print(name(server), flush=True)
        await until_told()


def port_of(server):
    return server.sockets[0].getsockname()[1]


async def server():
    await serve(asyncio.start_server(echo, HOST, 0), port_of)


async def tls_server(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    await serve(asyncio.start_server(echo, HOST, 0, ssl=context), port_of)


async def unix_server(path):
    await serve(asyncio.start_unix_server(echo, path), lambda _: path)


async def converse(reader, writer, half_close):
    """Lines of all lengths, then much at once; all has to come back."""
    for length in range(0, 3000, 7):
        line = b"x" * length + b"\n"
        writer.write(line)
        await writer.drain()
        assert await reader.readline() == line
    much = bytes(range(256)) * 20000

    async def send():
        writer.write(much)
        await writer.drain()
        if half_close:
            writer.write_eof()

    sending = asyncio.create_task(send())
    assert await reader.readexactly(len(much)) == much
    await sending
    if half_close:
        assert await reader.read() == b""
    writer.close()
    await writer.wait_closed()
    print("all came back")


async def client(port):
    await converse(*await asyncio.open_connection(HOST, int(port)), True)


async def tls_client(port, certificate):
    context = ssl.create_default_context(cafile=certificate)
    connection = await asyncio.open_connection(HOST, int(port), ssl=context)
    await converse(*connection, False)


async def unix_client(path):
    await converse(*await asyncio.open_unix_connection(path), True)


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, answers):
        self.answers = answers
        self.received = asyncio.Queue()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.received.put_nowait(data)
        if self.answers:
            send(self.transport, data, address)


def send(transport, data, *address):
    """An empty one, too, which asyncio skips before 3.12."""
    if data or sys.version_info >= (3, 12):
        transport.sendto(data, *address)
    else:
        transport._sock.sendto(data, *address) if address[0] else transport._sock.send(data)


async def datagram_server():
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Datagrams(True), local_addr=(HOST, 0)
    )
    print(transport.get_extra_info("sockname")[1], flush=True)
    await until_told()


async def datagram_client(port):
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Datagrams(False), remote_addr=(HOST, int(port))
    )
    for length in (0, 1, 2, 1000, 9000, 60000, 65507):
        data = bytes(i % 251 for i in range(length))
        send(transport, data, None)
        assert await protocol.received.get() == data
    transport.close()
    print("all came back")


asyncio.run(globals()[sys.argv[1]](*sys.argv[2:]))
