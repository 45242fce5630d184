"""The words of the trade and the rules they carry. No room knows fewer things than this one.

Glossary. One word per thing; the words in brackets are the ones to avoid.

case
    One red-channel assignment: a declaration version, its risk assessment, its scans and what
    people recorded about them. (avoid: task, job, inspection, dossier)
declaration
    What the declarant told customs about the goods. (avoid: entry, form, document)
goods item
    One numbered line of a declaration: HS code, origin, packages, mass, value.
    (avoid: item on its own, line, product, position)
party
    A person or company named in the declaration. (avoid: actor, client, company)
channel
    Where risk selection sent the declaration: red, orange or green. (avoid: lane; a lane is the
    strip of road a vehicle stands in. avoid: yellow)
risk reason
    One reason why the case is in its channel, with its criterion and weight.
    (avoid: hit, flag, alert, trigger)
criterion
    The rule of the risk system that produced a reason. (avoid: profile, rule)
control type
    How something is checked, by code: documentary, non-intrusive, physical, ...
    (avoid: check type, method)
scan
    One pass of a vehicle or container through a scanner. (avoid: image, picture, X-ray)
view
    One direction from which a scan was taken: side, top. (avoid: angle, projection)
energy
    Which beam made an energy image of a view: high, low, or single when there was only one.
    (avoid: channel, band)
energy image
    The pixels of one view at one energy, and the file they lie in.
transmission
    The share of the beam that came through, 0 to 1. (avoid: intensity, brightness)
highlight
    A place the model points at. It is never a decision. (avoid: detection, anomaly, alarm, alert)
finding
    What a person recorded about a place or a thing. (avoid: annotation, mark, label, remark)
mark
    The outline, in scan pixels, of a highlight or a finding. (avoid: annotation, ROI)
annotation
    What a person drew or wrote on a scan without finding anything: an arrow, a ruler, words.
    (avoid: drawing, note, comment)
viewing
    One stretch of somebody looking at a view: how long, and with which tools. (avoid: session)
verdict
    What the inspector says of a whole scan: clean, suspicious, difficult, rescan, not scanned.
    (avoid: result, decision; a decision is a supervisor's)
amendment
    A later version of a finding, verdict or annotation; it names the version it replaces and never
    erases it.
    (avoid: edit, update, change)
operation
    One act of a person, written once and never changed, on its way to the centre.
    (avoid: event, message, delta, transaction)
outbox
    The operations that the centre has not answered yet. (avoid: queue; the queue is the list of
    cases that wait for an inspector)
receipt
    The centre's answer to one operation: applied, duplicate, conflict, rejected, later; signed.
    (avoid: ack, reply)
conflict
    An operation about something that was changed elsewhere meanwhile. The centre keeps both as
    facts and a supervisor looks at them. (avoid: collision, merge)
log
    All operations of one device in the order of their numbers, each with the hash of the one
    before it. (avoid: journal, chain on its own)
epoch
    One life of the centre's database; a centre restored from a backup begins a new one.
enrolment
    How a station is let in: a one-time code, its public key, a certificate. (avoid: registration)
carrier disk
    A sealed file that takes operations and files to the centre, and its answer back, where there
    is no link. (avoid: USB export, dump)
photo
    A photograph of what was found, attached to a finding. (avoid: picture, image, attachment)
preview
    A small picture of a scan that is sent before the scan itself. (avoid: thumbnail)
post
    A border post. (avoid: site, office, station)
station
    One installed copy of this app with its own database. (avoid: client, node, workstation)
centre
    The central system. (avoid: server, backend, cloud)

"Saved here", "sent" and "applied at the centre" are three different things.
"""
