COPY BINARY orders (status, id) TO STDOUT
