; property/0/export/close
; who reads an open node keeps it open
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (and (= b.node x0) (= a.node x0)))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/0/export/close.started
; who reads an open node keeps it open
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (and (= b.node x0) (= a.node x0)))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/open/open.started
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/open/close.started
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/open.started/open
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/open.started/open.started
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/open.started/close
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/open.started/close.started
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/close/open.started
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/close/close.started
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/close.started/open
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/close.started/open.started
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/close.started/close
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/close.started/close.started
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
