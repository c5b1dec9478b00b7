; coverage/read-lock/-/0-inspects/read
; read-lock claims read wherever what it inspects reaches
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(assert (not true))
(check-sat)
(reset)
; coverage/write-lock/-/0-inspects/read
; write-lock claims read wherever what it inspects reaches
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(assert (not true))
(check-sat)
(reset)
; coverage/write-lock/-/1-updates/write
; write-lock claims write wherever what it updates reaches
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(assert (not true))
(check-sat)
(reset)
; coverage/upgrade-lock/reading/0-inspects/read
; upgrade-lock (reading) claims read wherever what it inspects reaches
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(assert (not true))
(check-sat)
(reset)
; coverage/upgrade-lock/writing/0-inspects/read
; upgrade-lock (writing) claims read wherever what it inspects reaches
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(assert (not true))
(check-sat)
(reset)
; coverage/upgrade-lock/writing/1-updates/write
; upgrade-lock (writing) claims write wherever what it updates reaches
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(assert (not true))
(check-sat)
