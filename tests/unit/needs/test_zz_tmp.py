from typing import Any
import collections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
import tests.unit.needs.test_walks as w
from dvc.board.view import acts_of, move
from dvc.commands.take_back import TakeBack
from dvc.read.center import CenterReader
from tests.properties.test_laws import _fresh, _patched
from tests.unit.needs.acts import *
COUNT=collections.Counter()
@settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_walk(data):
    with a_needs_desk() as center:
        for begin in (received, surveying, ready, scheduled, posted, done, referred):
            begin(center)
        reader=CenterReader(center.store)
        world,views=_fresh(reader)
        for _ in range(40):
            name=data.draw(st.sampled_from([*w.MINE,"PostNeed","TakeBack","TakeBack","TakeBack","TakeBack"]))
            command = TakeBack(of=data.draw(st.sampled_from(center.actions[-8:]))) if name=="TakeBack" else w.made(data,center,name)
            if command is None: continue
            r=center.give(command); COUNT[name,r.code or 'done']+=1
            for act in acts_of(reader.events_since(world.seq)):
                before={v.spec.name:dict(v.items) for v in views}
                for n,d in move(views,world,act).items():
                    assert _patched(before[n],d)==next(v for v in views if v.spec.name==n).items
        assert center.verify().is_clean
        _,fresh=_fresh(reader)
        for f,n in zip(views,fresh): assert f.items==n.items, f.spec.name
def test_zz():
    print({k:v for k,v in COUNT.items() if k[0]=='TakeBack'}, sum(COUNT.values()))
