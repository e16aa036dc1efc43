"""Geography, and nothing of the center: layers, towns, addresses, meshes, travel times, maps on screen and
paper.

The room stands on the ground floor (architecture.md 2.3): it takes plain features and gives plain numbers,
rows and pictures. It never imports `dvc`, never asks the network, and holds no sentence: what a person reads
is handed in. The modules without shapes (`addresses`, `mesh`, `privacy`, `travel`) import neither geopandas
nor folium, because those cost a second of start-up and every desk needs an address.
"""
