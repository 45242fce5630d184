"""The conversation with CAIS, the customs service's own information system.

CAIS sends declarations that were put into the red channel; the centre sends back what inspection
made of them. XML after the WCO data model goes both ways over a message broker, each message with
an id and an acknowledgement. A post never waits for any of this: the relay runs as a process of its
own, and what it has to send lies in the centre's database until CAIS has acknowledged it.

CAIS's own interface is not public. Element names are those of the WCO data model 3.6 wherever it
has one; the red channel's reasons, for which it has none, lie in a namespace of our own.

=================  ===============================================================
`declaration_in`   an XML message as a case
`result_out`       the result of an inspection as an XML message
`exchange_tables`  outbox and inbox in the centre's database
`broker`           what the relay asks of a broker; `amqp` and `ibm_mq` are drivers
`relay`            one round of sending and receiving, and the loop
=================  ===============================================================
"""
