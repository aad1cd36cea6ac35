"""The AWS CLI, kept warm: loading it takes longer than any call of this suite.

`serve SOCKET` loads it once and forks for each call; `call SOCKET WORD...` hands over its own folder,
input and outputs. What runs is the same code that `aws` runs.
"""

import os
import socket
import sys


def serve(path: str) -> None:
    import awscli.clidriver

    driver = awscli.clidriver.create_clidriver()
    # The first call of a service makes its client, which takes twenty times as long as any call after it.
    for call_of in (["iam", "get-account-summary"], ["sts", "get-caller-identity"]):
        driver.main(call_of)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    server.bind(path)
    server.listen(16)
    while True:
        connection, _ = server.accept()
        if os.fork() == 0:
            server.close()
            # A child of a child: nobody has to wait for it.
            if os.fork() == 0:
                answer(driver, connection)
            os._exit(0)
        connection.close()
        os.wait()


def answer(driver, connection: socket.socket) -> None:
    status = 255
    try:
        message, outputs, _, _ = socket.recv_fds(connection, 1 << 20, 3)
        folder, *words = message.decode().split("\0")
        os.chdir(folder)
        for to, output in enumerate(outputs):
            os.dup2(output, to)
        status = driver.main(words)
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(bytes([(status or 0) & 0xFF]))
        os._exit(0)


def call(path: str, words: list[str]) -> int:
    client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    client.connect(path)
    message = "\0".join([os.getcwd(), *words]).encode()
    socket.send_fds(client, [message], [0, 1, 2])
    status = client.recv(1)
    return status[0] if status else 255


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    else:
        sys.exit(call(sys.argv[2], sys.argv[3:]))
