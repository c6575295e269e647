#!/usr/bin/env python3
"""Stands between a program and PostgreSQL and writes down what the program sends.

    tap.py LISTEN_PORT SERVER_PORT OUTPUT

The protocol is read, not the server's log: the log tells neither the types that Parse declares nor
whether a value came in binary. One line per event, JSON; compact.py makes recordings of it.
"""
import asyncio
import json
import struct
import sys


class Session:
    """What one connection has prepared and bound, protocol 3.0."""

    def __init__(self, number, out):
        self.number = number
        self.out = out
        self.statements = {}
        self.portals = {}
        self.closed = False

    def write(self, via, sql, parameters):
        self.out.write(json.dumps([self.number, via, sql, parameters], ensure_ascii=False) + "\n")
        self.out.flush()

    def message(self, kind, body):
        if kind == b"Q":
            self.write("simple", body[:-1].decode(), [])
        elif kind == b"P":
            name, sql, rest = body.split(b"\0", 2)
            count = struct.unpack_from("!H", rest)[0]
            self.statements[name] = (sql.decode(), struct.unpack_from("!%dI" % count, rest, 2))
        elif kind == b"B":
            self.bind(body)
        elif kind == b"E":
            sql, parameters = self.portals[body.split(b"\0", 1)[0]]
            self.write("extended", sql, parameters)

    def bind(self, body):
        portal, name, rest = body.split(b"\0", 2)
        sql, types = self.statements[name]
        count = struct.unpack_from("!H", rest)[0]
        formats = struct.unpack_from("!%dH" % count, rest, 2)
        at = 2 + 2 * count
        values = struct.unpack_from("!H", rest, at)[0]
        at += 2
        parameters = []
        for index in range(values):
            length = struct.unpack_from("!i", rest, at)[0]
            at += 4
            data = None if length < 0 else rest[at : at + length]
            at += max(length, 0)
            binary = bool(formats) and bool(formats[index if len(formats) > 1 else 0])
            oid = types[index] if index < len(types) else 0
            if data is None:
                parameters.append([oid, "n", ""])
            elif binary:
                parameters.append([oid, "b", data.hex()])
            else:
                parameters.append([oid, "t", data.decode()])
        self.portals[portal] = (sql, parameters)


async def forward(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except (ConnectionError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


async def requests(reader, writer, client, session):
    """Messages from the client: read whole, written down, passed on."""
    try:
        while True:  # start-up packets have no type; SSL and GSS requests are answered with no
            head = await reader.readexactly(4)
            body = await reader.readexactly(struct.unpack("!I", head)[0] - 4)
            if struct.unpack_from("!I", body)[0] in (80877103, 80877104):
                client.write(b"N")
                await client.drain()
                continue
            writer.write(head + body)
            break
        while True:
            kind = await reader.readexactly(1)
            head = await reader.readexactly(4)
            body = await reader.readexactly(struct.unpack("!I", head)[0] - 4)
            if kind != b"p":
                session.message(kind, body)
            writer.write(kind + head + body)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main(listen, server, path):
    numbers = iter(range(1, 1 << 30))
    with open(path, "w", encoding="utf-8") as out:

        async def connected(reader, writer):
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", server)
            session = Session(next(numbers), out)
            await asyncio.gather(
                requests(reader, up_writer, writer, session), forward(up_reader, writer)
            )

        listening = await asyncio.start_server(connected, "127.0.0.1", listen)
        async with listening:
            await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
