"""`winnow review`: a local web application over a warehouse, for people who judge what was removed and what repeats.

    desk    the queue and the verdicts of one warehouse; every request goes through it
    guard   who may speak to the server: this machine, this origin, whoever has the token
    app     addresses and answers
    serve   a free port on loopback, and what happens at the end

The page is plain: templates/page.html.j2, static/review.js, and the styles and helpers of the report.
"""
