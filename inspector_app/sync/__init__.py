"""The conversation with the centre: `core` decides what to do next and does no input or output,
`http_transport` carries one step, `conversation` is the loop over both."""
