; property/0/export/close
; who reads an open node keeps it open
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(declare-fun tag.open (Node) Bool)
(assert (! (forall ((x0 Node)) (=> (tag.open x0) (inside x0))) :named |h tag open inside|))
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (and (= b.node x0) (tag.open a.node) (= a.node x0)))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (tag.open a.node) (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/open/open
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/open/close
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/close/open
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
(reset)
; property/1/close/close
; one job at a time opens or closes a node
; Answer unsat: it holds. Answer sat: it is refuted.
(set-logic UF)
(declare-sort Node 0)
(declare-fun a.node () Node)
(declare-fun b.node () Node)
(declare-fun inside (Node) Bool)
(assert (! (inside a.node) :named |h place of a.node|))
(assert (! (inside b.node) :named |h place of b.node|))
(assert (! (forall ((x0 Node)) (not (or (and (= b.node x0) (= a.node x0)) (and (= a.node x0) (= b.node x0))))) :named |h compatible|))
(assert (not (not (exists ((x0 Node)) (and (= a.node x0) (= b.node x0))))))
(check-sat)
